import { fflonkVerifierAbi } from "../../../../contracts/abi/fflonkVerifier.ts";
import { plonkVerifierAbi } from "../../../../contracts/abi/plonkVerifier.ts";
import { fflonk } from "../../../../node/proving/systems/fflonk/index.ts";
import { readFflonkKey } from "../../../../node/proving/systems/fflonk/key.ts";
import { plonk } from "../../../../node/proving/systems/plonk/index.ts";
import { readPlonkKey } from "../../../../node/proving/systems/plonk/key.ts";

/** The two systems that prove with a universal set-up, with what the tests need of each. */
export const universalSystems = [
  {
    name: "plonk",
    system: plonk,
    readKey: readPlonkKey,
    contract: { name: "PlonkVerifier", abi: plonkVerifierAbi },
    points: 9,
    evaluations: 6,
    /** Sections of the key: additions, first wire, a selector, Lagrange polynomials, powers of tau. */
    sections: { additions: 3, wire: 4, selector: 7, lagrange: 13, powers: 14 },
  },
  {
    name: "fflonk",
    system: fflonk,
    readKey: readFflonkKey,
    contract: { name: "FflonkVerifier", abi: fflonkVerifierAbi },
    points: 4,
    evaluations: 15,
    sections: { additions: 3, wire: 4, selector: 7, lagrange: 15, powers: 16 },
  },
] as const;
