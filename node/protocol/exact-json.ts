/**
 * JSON.parse without its rounding. Integers, however they are written (`12`, `12.0`, `1.2e1`), come as numbers where
 * these are exact and as bigints beyond 2^53; every other number, and an integer of more than {@link MAX_DIGITS} digits,
 * comes as NaN, since JSON.parse would make 9007199254740991 of `9007199254740991.4`. Throws a SyntaxError for what is
 * no JSON and a RangeError for what is nested too deeply for the stack.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === "number" ? exact(value, context?.source ?? "") : value,
  );
}

/** More than any program's integers have. */
const MAX_DIGITS = 100;

function exact(value: number, source: string): number | bigint {
  if (Number.isSafeInteger(value) && /^-?\d+$/.test(source)) return value;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(source) ?? [];
  if (/^0+$/.test(whole + fraction)) return 0;
  const digits = (whole + fraction).replace(/^0+/, "").replace(/0+$/, "");
  // The value is `digits` times ten to this power.
  const power = Number(exponent) + whole.length - (whole + fraction).replace(/0+$/, "").length;
  if (!(power >= 0 && digits.length + power <= MAX_DIGITS)) return NaN;
  const integer = BigInt(sign + digits + "0".repeat(power));
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
