import { generateKeyPairSync, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/**
 * A certificate that vouches for itself (X.509 version 3, RFC 5280; ECDSA on P-256), for 127.0.0.1 and `name`, valid
 * for this century, as PEM files in a folder.
 */
export function selfSignedCertificate(folder: string, name: string): CertificateFiles {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const who = sequence(set(sequence(oid("55 04 03"), utf8(name))));
  const names = sequence(tagged(0x82, Buffer.from(name)), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(oid("55 1d 11"), octets(names)), // the names it is for
    sequence(oid("55 1d 13"), tagged(0x01, Buffer.of(0xff)), octets(sequence(tagged(0x01, Buffer.of(0xff))))), // its own authority
  );
  const content = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    integer(Buffer.of(1)),
    ecdsaWithSha256,
    who,
    sequence(time("20000101000000Z"), time("20991231235959Z")),
    who,
    publicKey.export({ format: "der", type: "spki" }),
    tagged(0xa3, extensions),
  );
  const certificate = sequence(
    content,
    ecdsaWithSha256,
    tagged(0x03, Buffer.of(0), sign("sha256", content, privateKey)),
  );
  const files = { certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) };
  const lines = certificate
    .toString("base64")
    .match(/.{1,64}/g)!
    .join("\n");
  writeFileSync(files.certFile, `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`);
  writeFileSync(files.keyFile, privateKey.export({ format: "pem", type: "pkcs8" }));
  return files;
}

function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const long = body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...(body.length < 128 ? [body.length] : long)), body]);
}

const sequence = (...parts: Uint8Array[]): Buffer => tagged(0x30, ...parts);
const set = (...parts: Uint8Array[]): Buffer => tagged(0x31, ...parts);
const integer = (bytes: Uint8Array): Buffer => tagged(0x02, bytes);
const octets = (bytes: Uint8Array): Buffer => tagged(0x04, bytes);
const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text));
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex.replaceAll(" ", ""), "hex"));
const time = (at: string): Buffer => tagged(0x18, Buffer.from(at));
const ecdsaWithSha256 = sequence(oid("2a 86 48 ce 3d 04 03 02"));
