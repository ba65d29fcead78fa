/** Root, trunk, branch and leaf trees: tasks, training, ensembles, guided design (not yet filled). @packageDocumentation */
export {};
