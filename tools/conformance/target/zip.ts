import { crc32 } from 'node:zlib';

/** A ZIP archive of one file, stored as it is. */
export function zipOf(fileName: string, text: string): Uint8Array {
  const name = Buffer.from(fileName);
  const content = Buffer.from(text);
  // Version 2.0, names in UTF-8, stored, 1 January 1980, then checksum, both sizes and the length of the name.
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x0800, 2);
  common.writeUInt16LE(0x0021, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);

  const local = Buffer.concat([signature(0x04034b50), common, name, content]);
  const attributes = Buffer.alloc(14);
  // Readable for everybody: some runtimes run functions as another user.
  attributes.writeUInt32LE(0o100644 * 0x10000, 6);
  const madeOnUnix = Buffer.from([20, 3]);
  const central = Buffer.concat([signature(0x02014b50), madeOnUnix, common, attributes, name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
