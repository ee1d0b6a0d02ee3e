"""The actions a map can declare: a file per action, registered in `registry`."""
