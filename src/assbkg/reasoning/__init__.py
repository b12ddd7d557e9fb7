"""OWL axioms to rules, rules to SQL, and the closure that they give. Draws nothing."""
