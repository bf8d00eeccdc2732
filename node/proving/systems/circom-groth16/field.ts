/** Order of BN254's scalar field: what circuits compute in. Source: EIP-197. */
export const scalarOrder = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Order of BN254's base field: what the coordinates of points are in. Source: EIP-197. */
export const baseOrder = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
