import type { ModuleBuilder } from "wasmbuilder";

/**
 * Adds to the module the two halves of the transform that native/fft.hpp describes, over arrays of 32-byte elements in
 * Montgomery form: `frm_interpolate(values, size, inverseRoots)` (Gentleman-Sande, leaves bit-reversed order, not yet
 * divided by the size) and `frm_evaluate(values, size, roots)` (Cooley-Tukey, takes bit-reversed order); and
 * `frm_multiplyEach(values, size, factors)`. The roots are the first size / 2 powers.
 */
export function emitTransform(module: ModuleBuilder): void {
  emitMultiplyEach(module);
  for (const name of ["frm_interpolate", "frm_evaluate"]) {
    const inverse = name === "frm_interpolate";
    const f = module.addFunction(name);
    for (const parameter of ["values", "size", "roots"]) f.addParam(parameter, "i32");
    for (const local of ["half", "step", "block", "low", "high", "end", "root", "last"]) f.addLocal(local, "i32");
    const c = f.getCodeBuilder();
    const get = (local: string) => c.getLocal(local);
    const t = c.i32_const(module.alloc(ELEMENT));
    const butterfly = inverse
      ? [
          ...c.call("frm_sub", get("low"), get("high"), t),
          ...c.call("frm_add", get("low"), get("high"), get("low")),
          ...c.call("frm_mul", t, get("root"), get("high")),
        ]
      : [
          ...c.call("frm_mul", get("high"), get("root"), t),
          ...c.call("frm_sub", get("low"), t, get("high")),
          ...c.call("frm_add", get("low"), t, get("low")),
        ];
    const forward = (local: string, distance: number[]) => c.setLocal(local, c.i32_add(get(local), distance));
    f.addCode(
      // half and step are distances in bytes, their product being constant.
      c.setLocal("last", c.i32_add(get("values"), c.i32_mul(get("size"), c.i32_const(ELEMENT)))),
      c.setLocal("half", inverse ? c.i32_mul(get("size"), c.i32_const(ELEMENT / 2)) : c.i32_const(ELEMENT)),
      c.setLocal("step", inverse ? c.i32_const(ELEMENT) : c.i32_mul(get("size"), c.i32_const(ELEMENT / 2))),
      c.block(
        c.loop(
          c.br_if(
            1,
            inverse ? c.i32_lt_u(get("half"), c.i32_const(ELEMENT)) : c.i32_lt_u(get("step"), c.i32_const(ELEMENT)),
          ),
          c.setLocal("block", get("values")),
          c.block(
            c.loop(
              c.br_if(1, c.i32_eq(get("block"), get("last"))),
              c.setLocal("low", get("block")),
              c.setLocal("high", c.i32_add(get("block"), get("half"))),
              c.setLocal("end", get("high")),
              c.setLocal("root", get("roots")),
              c.block(
                c.loop(
                  c.br_if(1, c.i32_eq(get("low"), get("end"))),
                  butterfly,
                  forward("low", c.i32_const(ELEMENT)),
                  forward("high", c.i32_const(ELEMENT)),
                  forward("root", get("step")),
                  c.br(0),
                ),
              ),
              c.setLocal("block", get("high")),
              c.br(0),
            ),
          ),
          inverse
            ? [
                ...c.setLocal("half", c.i32_shr_u(get("half"), c.i32_const(1))),
                ...c.setLocal("step", c.i32_shl(get("step"), c.i32_const(1))),
              ]
            : [
                ...c.setLocal("half", c.i32_shl(get("half"), c.i32_const(1))),
                ...c.setLocal("step", c.i32_shr_u(get("step"), c.i32_const(1))),
              ],
          c.br(0),
        ),
      ),
    );
    module.exportFunction(name);
  }
}

const ELEMENT = 32;

function emitMultiplyEach(module: ModuleBuilder): void {
  const f = module.addFunction("frm_multiplyEach");
  for (const parameter of ["values", "size", "factors"]) f.addParam(parameter, "i32");
  const c = f.getCodeBuilder();
  const next = (name: string) => c.setLocal(name, c.i32_add(c.getLocal(name), c.i32_const(ELEMENT)));
  f.addCode(
    c.block(
      c.loop(
        c.br_if(1, c.i32_eqz(c.getLocal("size"))),
        c.call("frm_mul", c.getLocal("values"), c.getLocal("factors"), c.getLocal("values")),
        next("values"),
        next("factors"),
        c.setLocal("size", c.i32_sub(c.getLocal("size"), c.i32_const(1))),
        c.br(0),
      ),
    ),
  );
  module.exportFunction("frm_multiplyEach");
}
