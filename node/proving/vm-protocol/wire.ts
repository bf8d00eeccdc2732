/** A field of a message as it lies in its bytes. */
export interface WireField {
  number: number;
  /** 0 a varint, 1 eight bytes, 2 a length and so many bytes, 5 four bytes. */
  wireType: number;
}

/**
 * The fields of an encoded message, without decoding their values. Throws RangeError where the bytes are no message.
 */
export function* fieldsOf(bytes: Uint8Array): Generator<WireField> {
  for (let position = 0; position < bytes.length;) {
    const [tag, afterTag] = varint(bytes, position);
    const wireType = tag % 8;
    yield { number: Math.floor(tag / 8), wireType };
    position = skip(bytes, afterTag, wireType);
    if (position > bytes.length) throw new RangeError("a field ends beyond the message");
  }
}

/** The position behind a field's value. */
function skip(bytes: Uint8Array, position: number, wireType: number): number {
  if (wireType === 0) return varint(bytes, position)[1];
  if (wireType === 1) return position + 8;
  if (wireType === 5) return position + 4;
  if (wireType !== 2) throw new RangeError(`wire type ${wireType} is not used`);
  const [length, start] = varint(bytes, position);
  return start + length;
}

/** A LEB128 number and the position behind it. */
function varint(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  for (let position = start; position < Math.min(bytes.length, start + 10); position++) {
    const byte = bytes[position]!;
    value += (byte & 0x7f) * 2 ** (7 * (position - start));
    if (byte < 0x80) return [value, position + 1];
  }
  throw new RangeError("a number does not end");
}
