/** GSM 03.38, whose characters take seven bits. */
const sevenBit = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
/** Each takes the place of two. */
const escaped = /[\^{}\\[~\]|€]/g;

/** Characters of a text that is one part, and of each part of a longer one, which carries a number. */
const places = { sevenBit: { alone: 160, each: 153 }, sixteenBit: { alone: 70, each: 67 } } as const;

/** How many parts a text message is sent, and billed, as. */
export function countTextParts(message: string): number {
  const isSevenBit = sevenBit.test(message);
  const length = message.length + (isSevenBit ? (message.match(escaped)?.length ?? 0) : 0);
  const { alone, each } = isSevenBit ? places.sevenBit : places.sixteenBit;
  return length <= alone ? 1 : Math.ceil(length / each);
}
