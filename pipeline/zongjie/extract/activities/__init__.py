"""Activities: concrete acts, a predicate and its object each."""
