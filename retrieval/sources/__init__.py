"""Who publishes, from which country, and on which side of a topic that puts an outlet.

`Topic.side_of` is the one rule for sides. Facts about outlets belong into `config/outlets.yaml`, not here.
"""
