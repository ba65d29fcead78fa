/** The twenty amino acids by kind (Dayhoff's classes): sulphur, small, acid and amide, basic, hydrophobic, aromatic. */
export const AMINO_ACIDS = "CAGPSTDENQHKRILMVFWY";

/** How often each occurs in known proteins, in the order of {@link AMINO_ACIDS} (UniProtKB/Swiss-Prot statistics, rounded to 1e-4). */
export const AMINO_ACID_FREQUENCIES: readonly number[] = [
  0.0137, 0.0825, 0.0707, 0.047, 0.0657, 0.0534, 0.0545, 0.0675, 0.0406, 0.0393, 0.0227, 0.0584, 0.0553, 0.0595, 0.0966, 0.0242, 0.0687,
  0.0386, 0.0108, 0.0292,
];
