"""What texts about anything have in common in an embedder's eyes: taken out before articles are compared.

Some embedders put all texts into one corner; a window of a few articles cannot tell that corner from its topic.
"""

from retrieval.ports import Embedder, Vectors

_ABOUT_ANYTHING = (
    "The ministry of finance lowers the tax on bread from April.",
    "Firefighters put out a blaze in a furniture warehouse.",
    "A court sends two former bank directors to prison.",
    "The national team wins the final after extra time.",
    "Researchers find a new species of frog in a mountain stream.",
    "Train drivers begin a strike of three days over pay.",
    "A storm cuts power to thousands of homes on the coast.",
    "The president meets foreign ministers to speak about a ceasefire.",
    "A car maker recalls vehicles because of faulty brakes.",
    "The central bank leaves interest rates unchanged.",
    "A novelist receives the country's highest prize for literature.",
    "Hospitals report more patients with influenza than last winter.",
    "Voters go to the polls in five provinces on Sunday.",
    "A software company buys its smaller rival.",
    "The navy begins exercises with two allies.",
    "Farmers expect a poor harvest after months of drought.",
)


def background_vector(embedder: Embedder) -> Vectors:
    """The mean vector of invented headlines on unrelated matters; not of length 1."""
    mean: Vectors = embedder.embed_passages(_ABOUT_ANYTHING).mean(axis=0)
    return mean
