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
    i32_eqz(a: Code): Code;
  }

  export interface FunctionBuilder {
    addParam(name: string, type: "i32"): void;
    addLocal(name: string, type: "i32"): void;
    setReturnType(type: "i32"): void;
    getCodeBuilder(): CodeBuilder;
    addCode(...code: Code[]): void;
  }

  export class ModuleBuilder {
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
