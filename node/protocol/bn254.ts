// BN254 ("alt_bn128"), https://eips.ethereum.org/EIPS/eip-196

/** q: order of the field of the coordinates. */
export const BASE_MODULUS = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** r: order of the groups and of the field of scalars and signals. */
export const SCALAR_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
