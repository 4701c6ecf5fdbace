"""The parts of workbooks that the portal writes."""
