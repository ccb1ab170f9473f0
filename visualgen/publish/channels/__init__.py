"""The built-in channels, one file each; they are found through `visualgen.publish.discovery`, like anyone's."""
