import wabt from "wabt";

/** A module in text that returns from `prove` what the test says. */
export interface ModuleText {
  /** Fields before the functions: imports, and data above address 4096. */
  fields?: string;
  /** Body of `prove`; it may set the locals $at and $length to a result, which are returned. */
  body?: string;
  /** "memory": through a pointer, as without multivalue; "values": as several values. */
  returns?: "memory" | "values";
  /** Whether it returns Result<Vec<u8>, JsValue>; the body then may set $error and $failed. */
  fallible?: boolean;
  /** What malloc is exported as. */
  malloc?: string;
}

/** abi.encode(7, task, proof), where proof is what lies at $from, $count. */
export const answer = (from: string, count: string): string => `
  (local.set $length (i32.add (i32.const 128) (i32.and (i32.add ${count} (i32.const 31)) (i32.const -32))))
  (local.set $at (call $malloc (local.get $length) (i32.const 1)))
  (i32.store8 offset=31 (local.get $at) (i32.const 7))
  (call $bigEndian (i32.add (local.get $at) (i32.const 56)) (local.get $task))
  (i32.store8 offset=95 (local.get $at) (i32.const 96))
  (call $bigEndian (i32.add (local.get $at) (i32.const 120)) (i64.extend_i32_u ${count}))
  (memory.copy (i32.add (local.get $at) (i32.const 128)) ${from} ${count})`;

/** The result has the message input for a proof. */
export const echo = answer("(local.get $input)", "(local.get $inputLength)");

/** Compiles a module of the form that wasm-bindgen gives W3bstream's `prove`. */
export async function moduleOf({
  fields = "",
  body = echo,
  returns = "memory",
  fallible = false,
  malloc = "__wbindgen_malloc",
}: ModuleText): Promise<Uint8Array> {
  const words = fallible ? ["$at", "$length", "$error", "$failed"] : ["$at", "$length"];
  const results = returns === "values" ? `(result ${words.map(() => "i32").join(" ")})` : "";
  const gets = words.map((word) => `(local.get ${word})`);
  const ending =
    returns === "values"
      ? gets.join(" ")
      : gets.map((get, i) => `(i32.store offset=${4 * i} (local.get $result) ${get})`).join("\n");
  return compile(`
    ${fields}
    (memory (export "memory") 2)
    (global $heap (mut i32) (i32.const 65536))
    (func $malloc (export "${malloc}") (param $size i32) (param $align i32) (result i32)
      (local $at i32)
      (local.set $at (global.get $heap))
      (global.set $heap (i32.and (i32.add (i32.add (local.get $at) (local.get $size)) (i32.const 7)) (i32.const -8)))
      (local.get $at))
    (func $bigEndian (param $at i32) (param $value i64)
      (local $i i32)
      (local.set $i (i32.const 8))
      (loop $next
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (i64.store8 (i32.add (local.get $at) (local.get $i)) (local.get $value))
        (local.set $value (i64.shr_u (local.get $value) (i64.const 8)))
        (br_if $next (local.get $i))))
    (func (export "prove") ${returns === "memory" ? "(param $result i32)" : ""}
      (param $project i64) (param $task i64) (param $client i32) (param $clientLength i32)
      (param $sign i32) (param $signLength i32) (param $input i32) (param $inputLength i32) ${results}
      (local $at i32) (local $length i32) (local $error i32) (local $failed i32) (local $a i32) (local $b i32)
      ${body}
      ${ending})`);
}

/** Compiles the fields of a module. */
export async function compile(fields: string): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const features = { bulk_memory: true, multi_value: true, reference_types: true, mutable_globals: true };
  const module = parseWat("test.wat", `(module ${fields})`, { ...features, threads: true });
  try {
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** Text in a module's memory at an address. */
export const dataAt = (address: number, text: string): string =>
  `(data (i32.const ${address}) "${Buffer.from(text).toString("hex").replace(/../g, "\\$&")}")`;

/** An import of wasm-bindgen's module for Node, with a hash that no build has. */
export const imported = (id: string, name: string, type: string): string =>
  `(import "__wbindgen_placeholder__" "${name}" (func ${id} ${type}))`;
