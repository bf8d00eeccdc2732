import type { G1, G2 } from "../../../../../node/proving/circom/points.ts";
import type {
  SnarkjsVerifyingKey,
  VerifyingKey,
} from "../../../../../node/proving/systems/circom-groth16/verifying-key.ts";

/** A key in the form of snarkjs' verification_key.json. */
export function snarkjsKeyOf({ alpha, beta, gamma, delta, ic }: VerifyingKey): SnarkjsVerifyingKey {
  const g1 = ({ x, y }: G1) => [x.toString(), y.toString(), "1"];
  const g2 = ({ x0, x1, y0, y1 }: G2) => [
    [x0.toString(), x1.toString()],
    [y0.toString(), y1.toString()],
    ["1", "0"],
  ];
  return { vk_alpha_1: g1(alpha), vk_beta_2: g2(beta), vk_gamma_2: g2(gamma), vk_delta_2: g2(delta), IC: ic.map(g1) };
}
