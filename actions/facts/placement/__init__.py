"""What placement keeps: resource providers, their inventories, and what is allocated of them."""
