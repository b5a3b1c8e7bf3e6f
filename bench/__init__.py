"""What the product promises of its speed, measured as ratios within one run."""
