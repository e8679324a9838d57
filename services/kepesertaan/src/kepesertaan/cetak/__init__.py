"""Paper: cards and letters as PDF, lists as PDF, XLSX and CSV. Words are in ``templat/``, numbers come from the read models.

What runs here holds the CPU, so it is called in a child process (``chassis.offload``): plain data in, bytes out.
"""
