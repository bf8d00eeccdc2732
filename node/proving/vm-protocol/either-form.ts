import { type Method, type ProjectIdType, vmServices, type VmService } from "./services.ts";

/**
 * The newer service as a server takes it: each request is read in the form it was written in, so that peers of both
 * forms are served at one address.
 */
export const vmServiceOfEitherForm: VmService = {
  NewProject: ofEither("NewProject"),
  ExecuteTask: ofEither("ExecuteTask"),
};

function ofEither<Name extends keyof VmService>(name: Name): VmService[Name] {
  const forms: Record<ProjectIdType, Method<never, unknown>> = {
    string: vmServices.string[name] as unknown as Method<never, unknown>,
    uint64: vmServices.uint64[name] as unknown as Method<never, unknown>,
  };
  const requestDeserialize = (bytes: Buffer) => forms[formOf(bytes)].requestDeserialize(bytes);
  return { ...forms.string, requestDeserialize } as unknown as VmService[Name];
}

/** By the wire type of field 1; a request without it names the project 0 or "", which the string form leaves empty. */
function formOf(bytes: Buffer): ProjectIdType {
  for (let position = 0; position < bytes.length;) {
    const [tag, afterTag] = varint(bytes, position);
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (field === 1) return wireType === 0 ? "uint64" : "string";
    position = skip(bytes, afterTag, wireType);
  }
  return "string";
}

/** The position behind a field's value. */
function skip(bytes: Buffer, position: number, wireType: number): number {
  if (wireType === 0) return varint(bytes, position)[1];
  if (wireType === 1) return position + 8;
  if (wireType === 5) return position + 4;
  if (wireType !== 2) throw new RangeError(`wire type ${wireType} is not used`);
  const [length, start] = varint(bytes, position);
  return start + length;
}

/** A LEB128 number and the position behind it. */
function varint(bytes: Buffer, start: number): [value: number, end: number] {
  let value = 0;
  for (let position = start; position < Math.min(bytes.length, start + 10); position++) {
    const byte = bytes[position]!;
    value += (byte & 0x7f) * 2 ** (7 * (position - start));
    if (byte < 0x80) return [value, position + 1];
  }
  throw new RangeError("a number does not end");
}
