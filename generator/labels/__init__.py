"""Labels: sheets of labels for devices and bags."""
