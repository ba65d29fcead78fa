/** Verifies exported models and certificates in plain float64; depends on nothing. @packageDocumentation */
export {};
