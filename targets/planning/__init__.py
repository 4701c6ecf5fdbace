"""Making the next plan in the portal: copied from the last one, checked, published, with its document."""
