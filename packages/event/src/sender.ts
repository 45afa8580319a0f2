/** `10.2.3.4:5140`, `[fe80::1]:514`; a name that was shown stands before an `@`. */
const withPort = /^(?:\[([0-9a-f:.%]+)\]|([\d.]+)):\d{1,5}$/i

/**
 * Who sent a frame, whichever connection it came by: the address in a peer, without its port and without the name before it.
 * Of a peer that holds no address (a file, a topic), the peer itself.
 */
export function senderOf(peer: string): string {
  const last = peer.slice(peer.lastIndexOf('@') + 1)
  const match = withPort.exec(last)
  return match?.[1] ?? match?.[2] ?? (last === '' ? peer : last)
}
