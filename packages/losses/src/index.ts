/** Every loss that is not tied to a model family, on any shape, with exact gradients. @packageDocumentation */
export {};
