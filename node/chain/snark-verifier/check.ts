import type { Address, Hex, PublicClient } from "viem";
import { SCALAR_MODULUS } from "../../protocol/bn254.ts";
import { W3bError } from "../../protocol/errors.ts";
import { counted } from "../../protocol/text.ts";
import { type Calldata, calldataOf, isPoint } from "./calldata.ts";
import { asked, declaredInstances } from "./asked.ts";
import { curveWarning, otherCurve } from "./curve.ts";

/** SnarkVerifierAdapter.MAX_INSTANCES */
const MOST_INSTANCES = 256;

type Client = Pick<PublicClient, "call" | "getCode">;

/**
 * Whether a contract that snark-verifier generated takes as many instances as are to be registered of it, as far as
 * calls can tell. SnarkVerifierAdapter believes whoever registers: of an instance too many for the number, any value
 * passes, for it is taken for the proof's beginning. `sample` is calldata that the contract accepts, instances and
 * proof; without it only a contract that has `instances()` tells. Returns what stays doubtful, as sentences.
 * @throws W3bError INSTANCES_DIFFER, INSTANCE_UNBOUND, PROOF_UNREAD, SAMPLE_REJECTED, CURVE_UNSUPPORTED (input); viem's
 * errors where the chain does not answer.
 */
export async function checkSnarkVerifier(
  client: Client,
  verifier: Address,
  instances: number,
  sample?: Hex,
): Promise<string[]> {
  const code = await client.getCode({ address: verifier });
  if (code === undefined) return []; // the adapter refuses it: InvalidVerifier
  const warnings = curveWarning(verifier, code);
  const declared = await declaredInstances(client, verifier);
  if (declared !== undefined && declared !== instances) throw differs(verifier, instances, declared);
  if (sample === undefined) return declared === undefined ? [...warnings, unchecked(verifier, instances)] : warnings;

  const accepts = asked(client, verifier);
  const calldata = calldataOf(sample);
  if (!(await accepts(sample))) throw rejected(verifier);
  await checkBound(accepts, verifier, calldata, instances);
  const taken = (await reducedWords(accepts, calldata)) || wordsBeforePoint(calldata);
  if (taken !== undefined && taken !== instances) throw differs(verifier, instances, taken);
  if (taken === undefined && declared === undefined) return [...warnings, undecided(verifier, instances)];
  return warnings;
}

/** Every instance, and the word behind the last, changes the contract's mind. */
async function checkBound(
  accepts: (calldata: Hex) => Promise<boolean>,
  verifier: Address,
  calldata: Calldata,
  instances: number,
): Promise<void> {
  for (let i = 0; i < instances; i++) {
    if (calldata.word(i) >= SCALAR_MODULUS)
      throw otherCurve(`Instance ${i} of the sample for ${verifier} is beyond BN254's field`);
    if (!(await accepts(calldata.withWord(i, (calldata.word(i) + 1n) % SCALAR_MODULUS)))) continue;
    throw new W3bError("INSTANCE_UNBOUND", `${verifier} accepts the sample with another instance ${i}`, {
      meaning: "That instance is not proved: whoever proves may write what he likes there.",
      action: "Name a contract that was generated for a circuit with this public value, or fewer --instances.",
      kind: "input",
    });
  }
  if (!(await accepts(calldata.withWord(instances, calldata.word(instances) ^ 1n)))) return;
  throw new W3bError("PROOF_UNREAD", `${verifier} accepts the sample with another word behind its instances`, {
    meaning: "The proof does not begin there, or the contract does not read it: anything could pass.",
    action: "Name the contract that snark-verifier generated, which takes instances and proof and nothing else.",
    kind: "input",
  });
}

/**
 * How many words from the first on the contract takes modulo the field's order: generated contracts do so with
 * instances, and not with the coordinates that a proof begins with. 0 where it takes no other name of the first.
 */
async function reducedWords(accepts: (calldata: Hex) => Promise<boolean>, calldata: Calldata): Promise<number> {
  for (let i = 0; i <= MOST_INSTANCES; i++) {
    const other = calldata.word(i) + SCALAR_MODULUS;
    if (other >> 256n !== 0n || !(await accepts(calldata.withWord(i, other)))) return i;
  }
  return MOST_INSTANCES + 1;
}

/** How many words there are before the first two that are a point, with which a proof begins. */
function wordsBeforePoint(calldata: Calldata): number | undefined {
  for (let i = 0; i <= MOST_INSTANCES; i++) if (isPoint(calldata.word(i), calldata.word(i + 1))) return i;
  return undefined;
}

function differs(verifier: Address, instances: number, taken: number): W3bError {
  const number = taken > MOST_INSTANCES ? `more than ${MOST_INSTANCES} instances` : counted(taken, "instance");
  return new W3bError("INSTANCES_DIFFER", `${verifier} takes ${number}, not ${instances}`, {
    meaning:
      taken > instances
        ? "The last would be taken for the proof's beginning, so that any value of them passes."
        : "Words of the proof would be taken for instances.",
    action:
      "Give --instances the contract's number. w3b's own Halo2 prover makes 3: publicInput, project and task; a " +
      "circuit for it has these and no more.",
    kind: "input",
  });
}

function rejected(verifier: Address): W3bError {
  return new W3bError("SAMPLE_REJECTED", `${verifier} does not accept the sample's instances and proof`, {
    meaning:
      "It would accept no proof of this program either: it was generated for another circuit, key or set-up, takes " +
      "its calldata in another form, or verifies over another curve than BN254, for which this chain may lack precompiles.",
    action: "Generate the contract again from the circuit and the key that the program proves with, over BN254.",
    kind: "input",
  });
}

function unchecked(verifier: Address, instances: number): string {
  return (
    `Whether ${verifier} takes exactly ${counted(instances, "instance")} was not checked: of one more, any value would pass as ` +
    "part of the proof. Give --sample (data the program is run with) or --snark-calldata (calldata the contract accepts)."
  );
}

function undecided(verifier: Address, instances: number): string {
  return (
    `${verifier} does not let calls tell how many instances it takes: compare ${instances} with its source, for of one ` +
    "more, any value would pass as part of the proof."
  );
}
