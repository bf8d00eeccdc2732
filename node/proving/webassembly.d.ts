// TypeScript describes WebAssembly only together with the browser's DOM: the part of it that this project uses.
declare namespace WebAssembly {
  interface Module {
    readonly [brand: symbol]: "module";
  }
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Record<string, Record<string, unknown>>): Promise<Instance>;
}
