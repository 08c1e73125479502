/** A QR code as a `data:` address of an SVG picture. The library is loaded with the first one. */
export async function qrPicture(text: string): Promise<string> {
  const { toString: qrCode } = await import('qrcode');
  const svg = await qrCode(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
