/**
 * What the bytes of a result are:
 * - `seal-journal`: abi.encode(bytes proof, bytes journal), as W3bstream's RISC Zero service gives it;
 * - `template`: abi.encode(uint256 publicInput, uint256 taskID, bytes proof), of W3bstream's template circuit, whose
 *   instances are publicInput, the project's id and taskID;
 * - `gnark`: the 256 bytes of a Groth16 proof, then the public signals, as W3bstream's gnark service gives it for
 *   circuits without commitments.
 */
export const resultForms = ["seal-journal", "template", "gnark"] as const;
export type ResultForm = (typeof resultForms)[number];
