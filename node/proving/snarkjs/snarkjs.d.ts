// snarkjs 0.7.6 has no types of its own: the part of it that this project uses.
declare module "snarkjs" {
  /** A file's path, its bytes, or a file in memory that snarkjs writes its result to. */
  export type File = string | Uint8Array | MemoryFile;
  export interface MemoryFile {
    type: "mem";
    data?: Uint8Array;
  }

  /** A circuit's input signals by name; field elements as numbers, bigints or decimal strings, arrays nested. */
  export type CircuitSignals = Record<string, SignalValue>;
  export type SignalValue = number | bigint | string | SignalValue[];

  /** Coordinates are decimal strings; points are in projective form. */
  export interface Groth16Proof {
    pi_a: string[];
    pi_b: string[][];
    pi_c: string[];
    protocol: string;
    curve: string;
  }

  /** The content of verification_key.json. */
  export interface VerificationKey {
    protocol: string;
    curve: string;
    nPublic: number;
    vk_alpha_1: string[];
    vk_beta_2: string[][];
    vk_gamma_2: string[][];
    vk_delta_2: string[][];
    vk_alphabeta_12: string[][][];
    IC: string[][];
  }

  export interface Logger {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
  }

  export interface ProverOptions {
    /** Do the curve arithmetic in this thread instead of in worker threads. */
    singleThread?: boolean;
  }

  /** A curve with its worker threads, which keep the process alive until they are terminated. */
  export interface Curve {
    terminate(): Promise<void>;
  }

  export const curves: {
    getCurveFromName(name: string, options?: ProverOptions): Promise<Curve>;
  };

  export const groth16: {
    fullProve(
      input: CircuitSignals,
      wasm: File,
      zkey: File,
      logger?: Logger,
      witnessOptions?: object,
      proverOptions?: ProverOptions,
    ): Promise<{ proof: Groth16Proof; publicSignals: string[] }>;
    prove(
      zkey: File,
      witness: File,
      logger?: Logger,
      options?: ProverOptions,
    ): Promise<{ proof: Groth16Proof; publicSignals: string[] }>;
    verify(key: VerificationKey, publicSignals: string[], proof: Groth16Proof, logger?: Logger): Promise<boolean>;
  };

  export interface PlonkProof {
    A: string[];
    B: string[];
    C: string[];
    Z: string[];
    T1: string[];
    T2: string[];
    T3: string[];
    Wxi: string[];
    Wxiw: string[];
    eval_a: string;
    eval_b: string;
    eval_c: string;
    eval_s1: string;
    eval_s2: string;
    eval_zw: string;
    protocol: string;
    curve: string;
  }

  /** The content of a PLONK circuit's verification_key.json. */
  export interface PlonkVerificationKey {
    protocol: string;
    curve: string;
    nPublic: number;
    power: number;
    k1: string;
    k2: string;
    Qm: string[];
    Ql: string[];
    Qr: string[];
    Qo: string[];
    Qc: string[];
    S1: string[];
    S2: string[];
    S3: string[];
    X_2: string[][];
  }

  export const plonk: {
    /** Returns -1 on failure, with the reason in the logger. */
    setup(r1cs: File, ptau: File, zkey: File, logger?: Logger): Promise<number | undefined>;
    fullProve(
      input: CircuitSignals,
      wasm: File,
      zkey: File,
      logger?: Logger,
    ): Promise<{ proof: PlonkProof; publicSignals: string[] }>;
    prove(zkey: File, witness: File, logger?: Logger): Promise<{ proof: PlonkProof; publicSignals: string[] }>;
    verify(key: PlonkVerificationKey, publicSignals: string[], proof: PlonkProof, logger?: Logger): Promise<boolean>;
  };

  export interface FflonkProof {
    polynomials: Record<"C1" | "C2" | "W1" | "W2", string[]>;
    evaluations: Record<FflonkEvaluation, string>;
    protocol: string;
    curve: string;
  }
  export type FflonkEvaluation =
    ("ql" | "qr" | "qm" | "qo" | "qc" | "s1" | "s2" | "s3") | ("a" | "b" | "c" | "z" | "zw" | "t1w" | "t2w");

  /** The content of an FFLONK circuit's verification_key.json. */
  export interface FflonkVerificationKey {
    protocol: string;
    curve: string;
    nPublic: number;
    power: number;
    k1: string;
    k2: string;
    w: string;
    w3: string;
    w4: string;
    w8: string;
    wr: string;
    X_2: string[][];
    C0: string[];
  }

  export const fflonk: {
    /** Throws where the ptau file does not do. */
    setup(r1cs: File, ptau: File, zkey: File, logger?: Logger): Promise<number>;
    fullProve(
      input: CircuitSignals,
      wasm: File,
      zkey: File,
      logger?: Logger,
    ): Promise<{ proof: FflonkProof; publicSignals: string[] }>;
    prove(zkey: File, witness: File, logger?: Logger): Promise<{ proof: FflonkProof; publicSignals: string[] }>;
    verify(key: FflonkVerificationKey, publicSignals: string[], proof: FflonkProof, logger?: Logger): Promise<boolean>;
  };

  export const wtns: {
    /** Throws an Error that names the failing template and line when the input breaks an assertion. */
    calculate(input: CircuitSignals, wasm: File, witness: File, options?: object): Promise<void>;
    check(r1cs: File, witness: File, logger?: Logger): Promise<boolean>;
    exportJson(witness: File): Promise<bigint[]>;
  };

  export const r1cs: {
    info(r1cs: File, logger?: Logger): Promise<{ nConstraints: number; nPubInputs: number; nOutputs: number }>;
  };

  export const powersOfTau: {
    newAccumulator(curve: Curve, power: number, ptau: File, logger?: Logger): Promise<unknown>;
    contribute(oldPtau: File, newPtau: File, name: string, entropy: string, logger?: Logger): Promise<unknown>;
    preparePhase2(oldPtau: File, newPtau: File, logger?: Logger): Promise<void>;
  };

  export const zKey: {
    /** Returns -1 on failure, with the reason in the logger. */
    newZKey(r1cs: File, ptau: File, zkey: File, logger?: Logger): Promise<Uint8Array | -1>;
    contribute(oldZkey: File, newZkey: File, name: string, entropy: string, logger?: Logger): Promise<unknown>;
    /** Returns false on failure, with the reason in the logger. */
    beacon(
      oldZkey: File,
      newZkey: File,
      name: string,
      beaconHex: string,
      iterationsExp: number,
      logger?: Logger,
    ): Promise<unknown>;
    verifyFromR1cs(r1cs: File, ptau: File, zkey: File, logger?: Logger): Promise<boolean>;
    exportVerificationKey(zkey: File, logger?: Logger): Promise<VerificationKey>;
  };
}
