"""What is read, one thing a file. Each says which calls it makes: the policies are made of that."""
