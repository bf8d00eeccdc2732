import assert from "node:assert/strict";
import { openBackend, type ProofVerifier } from "../../../../node/proving/groth16/backend.ts";
import type { VerificationParts } from "../../../../node/proving/groth16/verification-parts.ts";
import { WitnessCalculator, type CircuitInput } from "../../../../node/proving/groth16/witness.ts";
import { publicSignalsOf } from "../../../../node/proving/groth16/proof.ts";
import { readZkey } from "../../../../node/proving/groth16/zkey.ts";
import type { G2 } from "../../../../node/proving/circom/points.ts";
import { verificationPartsOfKey } from "../../../../node/proving/systems/circom-groth16/verification-parts.ts";
import { addPoints, mod, type Point, Q, R } from "../../../support/bn254.ts";
import { pointOfOrder, twistPoint } from "../../../support/bn254-twist.ts";
import { seededRandom } from "../../../support/random.ts";
import { roomClimateWasm, roomClimateZkey, windowMessage } from "../support/room-climate.ts";
import { primitives } from "./backends.ts";
import { cOf, g1Times, g2Times, keyOf, type KeySecrets, proofBytes, sumOf, wordsToBytes } from "./forging.ts";

const { below } = seededRandom("verify");
const random = (): bigint => 1n + below(R - 1n);
const secretsOf = (...ic: bigint[]): KeySecrets => ({
  ...{ alpha: random(), beta: random(), gamma: random(), delta: random() },
  ic,
});
/** A true proof, made with the key's secrets. */
const forged = (secrets: KeySecrets, signals: readonly bigint[]): Uint8Array => {
  const [a, b] = [random(), random()];
  return proofBytes(g1Times(a), g2Times(b), g1Times(cOf(secrets, signals, a, b)));
};
const wordsOf = (proof: Uint8Array): bigint[] =>
  Array.from({ length: 8 }, (_, i) => BigInt(`0x${Buffer.from(proof.subarray(32 * i, 32 * i + 32)).toString("hex")}`));
const withWord = (proof: Uint8Array, at: number, change: (word: bigint) => bigint): Uint8Array =>
  wordsToBytes(wordsOf(proof).map((word, i) => (i === at ? change(word) : word)));
const g2Of = (point: NonNullable<Point>): G2 => {
  const [[x0, x1], [y0, y1]] = [point.x, point.y] as [[bigint, bigint], [bigint, bigint]];
  return { x0, x1, y0, y1 };
};
const pointOf = ({ x0, x1, y0, y1 }: G2): NonNullable<Point> => ({ x: [x0, x1], y: [y0, y1] });

for (const backend of primitives().keys()) {
  describe(`verifying Groth16 proofs, ${backend}`, () => {
    const verifierOf = (key: VerificationParts): ProofVerifier => openBackend(backend).verifier(key);
    const accepts = (secrets: KeySecrets, signals: readonly bigint[], proof = forged(secrets, signals)) =>
      verifierOf(verificationPartsOfKey(keyOf(secrets))).verify(signals, proof);

    describe("of the room-climate circuit", () => {
      let verifier: ProofVerifier;
      let proof: Uint8Array;
      let signals: bigint[];

      before(() => {
        const zkey = readZkey(roomClimateZkey());
        const input = JSON.parse(windowMessage()) as CircuitInput;
        const witness = new WitnessCalculator(roomClimateWasm()).calculate({ ...input, binding: `${random()}` });
        const key = openBackend().load("verify", zkey);
        proof = key.prove(witness);
        key.release();
        signals = publicSignalsOf(witness, zkey.publicSignals).map(BigInt);
        verifier = verifierOf(zkey);
      });

      it("accepts true ones, as often as they come", () => {
        assert.ok(verifier.bytes > 0);
        for (let i = 0; i < 3; i++) assert.equal(verifier.verify(signals, proof), true);
      });

      it("refuses them with any byte changed, and accepts them again after that", () => {
        for (let at = 0; at < proof.length; at++) {
          const changed = Uint8Array.from(proof);
          changed[at]! ^= 1 << (at % 8);
          assert.equal(verifier.verify(signals, changed), false, `byte ${at}`);
        }
        assert.equal(verifier.verify(signals, proof), true);
      });

      it("refuses other lengths", () => {
        for (const other of [new Uint8Array(), proof.slice(1), proof.slice(0, 255), Buffer.concat([proof, proof])]) {
          assert.equal(verifier.verify(signals, other), false);
        }
        assert.equal(verifier.verify(signals, Buffer.concat([proof, Buffer.alloc(1)])), false);
      });

      it("refuses coordinates that are not reduced", () => {
        for (let at = 0; at < 8; at++) {
          assert.equal(
            verifier.verify(
              signals,
              withWord(proof, at, (word) => word + Q),
            ),
            false,
            `word ${at}`,
          );
          assert.equal(
            verifier.verify(
              signals,
              withWord(proof, at, () => 2n ** 256n - 1n),
            ),
            false,
            `word ${at}`,
          );
          assert.equal(
            verifier.verify(
              signals,
              withWord(proof, at, () => Q),
            ),
            false,
            `word ${at}`,
          );
        }
      });

      it("refuses points exchanged, mirrored, at infinity, or with real and imaginary parts exchanged", () => {
        const [ax, ay, bx1, bx0, by1, by0, cx, cy] = wordsOf(proof) as [bigint, ...bigint[]] as [
          ...[bigint, bigint, bigint, bigint],
          ...[bigint, bigint, bigint, bigint],
        ];
        const others: [string, bigint[]][] = [
          ["A and C exchanged", [cx, cy, bx1, bx0, by1, by0, ax, ay]],
          ["-A", [ax, Q - ay, bx1, bx0, by1, by0, cx, cy]],
          ["-B", [ax, ay, bx1, bx0, Q - by1, Q - by0, cx, cy]],
          ["-C", [ax, ay, bx1, bx0, by1, by0, cx, Q - cy]],
          ["parts of B exchanged", [ax, ay, bx0, bx1, by0, by1, cx, cy]],
          ["A at infinity", [0n, 0n, bx1, bx0, by1, by0, cx, cy]],
          ["B at infinity", [ax, ay, 0n, 0n, 0n, 0n, cx, cy]],
          ["C at infinity", [ax, ay, bx1, bx0, by1, by0, 0n, 0n]],
          ["nothing but zeros", new Array<bigint>(8).fill(0n)],
        ];
        for (const [title, words] of others) {
          assert.equal(verifier.verify(signals, wordsToBytes(words)), false, title);
        }
        assert.ok(
          verifier.verify(signals, wordsToBytes([ax, Q - ay, bx1, bx0, Q - by1, Q - by0, cx, cy])),
          "-A and -B",
        );
      });

      it("refuses points B outside the group, or of it and something outside", () => {
        const [a, b, c] = [proof.subarray(0, 64), proof.subarray(64, 192), proof.subarray(192)];
        const [, , x1, x0, y1, y0] = wordsOf(proof) as [bigint, bigint, bigint, bigint, bigint, bigint];
        const outside = [twistPoint(1n), twistPoint(99n), pointOfOrder(10069n), pointOfOrder(5864401n)];
        for (const other of outside) {
          for (const point of [other, addPoints(other, pointOf({ x1, x0, y1, y0 }))!]) {
            const { x, y } = point;
            const changed = Buffer.concat([a, wordsToBytes([x[1]!, x[0]!, y[1]!, y[0]!]), c]);
            assert.equal(verifier.verify(signals, changed), false);
          }
        }
        assert.equal(verifier.verify(signals, Buffer.concat([a, b, c])), true);
      });

      it("refuses other signals, in other number, and those that are not below r", () => {
        const replaced = (at: number, value: bigint) => signals.map((signal, i) => (i === at ? value : signal));
        for (const [at, signal] of signals.entries()) {
          const values = [
            mod(signal + 1n, R),
            mod(-signal, R),
            signal ^ 2n,
            signal + R,
            signal - R,
            -1n,
            R,
            2n ** 256n,
          ];
          for (const value of [...values, signal + 2n ** 256n]) {
            assert.equal(verifier.verify(replaced(at, value), proof), false, `${at}: ${value}`);
          }
        }
        assert.equal(verifier.verify(signals.toReversed(), proof), false);
        assert.equal(verifier.verify(signals.slice(1), proof), false);
        assert.equal(verifier.verify([...signals, 0n], proof), false);
        assert.equal(verifier.verify([], proof), false);
        assert.equal(verifier.verify(signals, proof), true);
      });
    });

    it("accepts for signals of every length, few and many", () => {
      const edges = [
        0n,
        1n,
        2n,
        3n,
        R - 1n,
        R - 2n,
        (R - 1n) / 2n,
        2n ** 64n - 1n,
        2n ** 64n,
        2n ** 253n,
        2n ** 192n - 1n,
      ];
      const cases = [[], [0n], [R - 1n], [random()], [0n, 0n, 0n], edges, Array.from({ length: 40 }, random)];
      for (const signals of cases) {
        const secrets = secretsOf(...[...signals, 0n].map(random));
        assert.equal(accepts(secrets, signals), true, signals.join());
        if (signals.length === 0) continue;
        const proof = forged(secrets, signals);
        const others = signals.map((signal, i) => (i === signals.length - 1 ? mod(signal - 1n, R) : signal));
        assert.equal(accepts(secrets, others, proof), false, signals.join());
      }
    });

    it("accepts for more signals than are prepared at a time", () => {
      const [k, l] = [random(), random()];
      const signals = Array.from({ length: 2_100 }, (_, i) => (i % 700 === 699 ? random() : BigInt(i % 40)));
      const secrets = secretsOf(k, ...signals.map((_, i) => (i % 3 === 0 ? k : l)));
      assert.equal(accepts(secrets, signals), true);
      assert.equal(accepts(secrets, signals.toReversed(), forged(secrets, signals)), false);
    });

    it("accepts where the signals' sum is infinity, and where steps of it are equal or opposite points", () => {
      const [signal, k] = [random(), random()];
      const cases: [bigint[], bigint[]][] = [
        [[mod(-signal * k, R), k], [signal]],
        [[k, R - k], [1n]],
        [[k, k], [1n]],
        [
          [k, k, k, R - k],
          [1n, 1n, 1n],
        ],
        [
          [k, k, mod(2n * k, R)],
          [2n, 1n],
        ],
        [[k, mod(k * 2n, R)], [2n]],
      ];
      for (const [ic, signals] of cases)
        assert.equal(accepts(secretsOf(...ic), signals), true, `${ic.join()}; ${signals.join()}`);
      assert.equal(sumOf({ ic: cases[0]![0] }, cases[0]![1]), 0n);
    });

    it("accepts for keys with signals that count for nothing, whose points are infinity", () => {
      assert.equal(accepts(secretsOf(random(), 0n, random(), 0n), [7n, 8n, random()]), true);
      assert.equal(accepts(secretsOf(0n, 0n), [random()]), true);
      assert.equal(accepts(secretsOf(0n, random()), [0n]), true);
    });

    it("refuses C at infinity even where the equation holds", () => {
      const secrets = secretsOf(random());
      const b = random();
      // A is such that nothing is left for C.
      const a = mod((secrets.alpha * secrets.beta + sumOf(secrets, []) * secrets.gamma) * inverse(b), R);
      assert.equal(cOf(secrets, [], a, b), 0n);
      assert.equal(accepts(secrets, [], proofBytes(g1Times(a), g2Times(b), g1Times(0n))), false);
    });

    it("accepts nothing, and throws nothing, for keys that no contract would register", () => {
      const secrets = secretsOf(random(), random());
      const key = keyOf(secrets);
      const proof = forged(secrets, [5n]);
      const parts = verificationPartsOfKey(key);
      const changed = (name: keyof VerificationParts, at: number, bytes: number[]) => {
        const copy = Uint8Array.from(parts[name] as Uint8Array);
        copy.set(bytes, at);
        return { ...parts, [name]: copy };
      };
      const outside = g2Of(addPoints(twistPoint(5n), pointOf(key.gamma))!);
      const names = ["beta2", "gamma2", "delta2"] as const;
      const keys: [string, VerificationParts][] = [
        ...(["alpha1", ...names, "ic"] as const).flatMap((name): [string, VerificationParts][] => [
          [`${name} off its curve`, changed(name, 0, [parts[name][0]! ^ 1])],
          [`${name} not reduced`, changed(name, 0, new Array<number>(32).fill(255))],
        ]),
        ["alpha at infinity", changed("alpha1", 0, new Array<number>(64).fill(0))],
        ...names.map((name): [string, VerificationParts] => [
          `${name} at infinity`,
          changed(name, 0, new Array<number>(128).fill(0)),
        ]),
        ["beta outside its group", verificationPartsOfKey({ ...key, beta: outside })],
        ["gamma outside its group", verificationPartsOfKey({ ...key, gamma: outside })],
        ["delta outside its group", verificationPartsOfKey({ ...key, delta: outside })],
        ["no point for the constant", verificationPartsOfKey({ ...key, ic: [] })],
      ];
      assert.equal(verifierOf(parts).verify([5n], proof), true);
      for (const [title, other] of keys) {
        const verifier = verifierOf(other);
        for (const signals of [[], [0n], [5n]]) assert.equal(verifier.verify(signals, proof), false, title);
      }
    });
  });
}

function inverse(value: bigint): bigint {
  let [a, b, x, y] = [mod(value, R), R, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return mod(x, R);
}
