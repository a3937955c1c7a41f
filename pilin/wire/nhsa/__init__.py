"""The interface that hospitals speak to their agency: messages of the national institution interface.

Sources and their marks stand in docs/protocols/nhsa.md. `registry.read` turns the bytes of a request into a head and
a typed body; each topic file holds the classes of its transactions under the names that the interface gives its fields.
"""
