// wasmbuilder 0.0.16 and wasmcurves 0.2.2 have no types of their own: the part of them that this folder uses.
declare module "wasmbuilder" {
  /** Instructions, as the bytes of a WebAssembly function's body. */
  export type Code = number[];

  export interface CodeBuilder {
    call(functionName: string, ...args: Code[]): Code;
    if(condition: Code, then: Code, otherwise?: Code): Code;
    block(body: Code): Code;
    loop(...body: Code[]): Code;
    br(depth: number): Code;
    br_if(depth: number, condition: Code): Code;
    ret(value: Code): Code;
    getLocal(name: string): Code;
    setLocal(name: string, value: Code): Code;
    drop(value: Code): Code;
    i32_const(value: number): Code;
    i32_load(address: Code, offset?: number): Code;
    i32_store(address: Code, offset: number, value: Code): Code;
    i32_add(a: Code, b: Code): Code;
    i32_sub(a: Code, b: Code): Code;
    i32_mul(a: Code, b: Code): Code;
    i32_and(a: Code, b: Code): Code;
    i32_or(a: Code, b: Code): Code;
    i32_xor(a: Code, b: Code): Code;
    i32_shl(a: Code, b: Code): Code;
    i32_shr_u(a: Code, b: Code): Code;
    i32_eq(a: Code, b: Code): Code;
    i32_lt_u(a: Code, b: Code): Code;
    i32_gt_u(a: Code, b: Code): Code;
    i32_eqz(a: Code): Code;
    i64_const(value: number | bigint): Code;
    /** `align` as a power of two: 3, which is the default, for addresses that are multiples of 8. */
    i64_load(address: Code, offset?: number, align?: number): Code;
    i64_load32_u(address: Code, offset?: number): Code;
    i64_store(address: Code, offset: number, value: Code): Code;
    i64_store32(address: Code, offset: number, value: Code): Code;
    i64_add(a: Code, b: Code): Code;
    i64_sub(a: Code, b: Code): Code;
    i64_mul(a: Code, b: Code): Code;
    i64_div_u(a: Code, b: Code): Code;
    i64_and(a: Code, b: Code): Code;
    i64_or(a: Code, b: Code): Code;
    i64_shl(a: Code, b: Code): Code;
    i64_shr_s(a: Code, b: Code): Code;
    i64_shr_u(a: Code, b: Code): Code;
    i64_clz(a: Code): Code;
    i64_eq(a: Code, b: Code): Code;
    i64_lt_u(a: Code, b: Code): Code;
    i64_gt_u(a: Code, b: Code): Code;
    i64_ge_u(a: Code, b: Code): Code;
    i64_eqz(a: Code): Code;
    i64_extend_i32_u(a: Code): Code;
    i32_wrap_i64(a: Code): Code;
  }

  export interface FunctionBuilder {
    addParam(name: string, type: "i32"): void;
    addLocal(name: string, type: "i32" | "i64"): void;
    setReturnType(type: "i32"): void;
    getCodeBuilder(): CodeBuilder;
    addCode(...code: Code[]): void;
    /** The function as the code section has it: its size, locals and code. */
    getBody(): Code;
  }

  export class ModuleBuilder {
    /** The numbers by which functions are called. */
    functionIdxByName: Record<string, number>;
    addFunction(name: string): FunctionBuilder;
    exportFunction(name: string): void;
    /** Reserves bytes of the module's memory and returns their address. */
    alloc(size: number): number;
    setMemory(pages: number): void;
    build(optimize: boolean): Uint8Array<ArrayBuffer>;
  }
}

declare module "wasmcurves" {
  import type { ModuleBuilder } from "wasmbuilder";
  /** Adds the arithmetic of BN254: f1m_* (Fq), f2m_* (Fq2), frm_* (Fr), g1m_*, g2m_*, bn128_* (pairing), qap_*. */
  export function buildBn128(module: ModuleBuilder): string;
}
