/** Proof systems by the vmTypeID of project files: 1 to 4 as in the Go W3bstream, the rest are ours. */
export const vmTypes = {
  risc0: 1,
  halo2: 2,
  zkwasm: 3,
  wasm: 4,
  circom: 5,
  plonk: 6,
  fflonk: 7,
  halo2Lib: 8,
  sp1: 9,
} as const;

export type VmTypeName = keyof typeof vmTypes;

/** A vmTypeID as people read it: its name and number, the number alone where it has no name. */
export function formatVmType(id: number): string {
  const name = Object.entries(vmTypes).find(([, known]) => known === id)?.[0];
  return name === undefined ? String(id) : `${name} (${id})`;
}
