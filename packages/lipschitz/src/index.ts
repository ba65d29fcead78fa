/** 1-Lipschitz layers and losses, proved bounds and robustness certificates. @packageDocumentation */
export {};
