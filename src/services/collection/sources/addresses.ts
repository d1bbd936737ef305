import ipaddr from 'ipaddr.js';

/** Public by its number, yet answered by the cloud host itself: Azure's WireServer. */
const HOST_SERVICES = new Set(['168.63.129.16']);

/** IPv6 that is routed between networks at all (IANA IPv6 address space: 2000::/3). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** NAT64: the last 32 bits are the IPv4 address that is really reached (RFC 6052, section 2.1). */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Whether an IP address, as numbers, is one of the public internet: none of the special-purpose blocks
 * (IANA special-purpose registries, RFC 6890) and no IPv6 form that hides such an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return isPublicIPv4(parsed);
  if (parsed.zoneId) return false;
  if (parsed.isIPv4MappedAddress()) return isPublicIPv4(parsed.toIPv4Address());
  if (parsed.match(NAT64)) return isPublicIPv4(new ipaddr.IPv4(parsed.toByteArray().slice(12)));
  return parsed.match(GLOBAL_UNICAST) && parsed.range() === 'unicast';
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !HOST_SERVICES.has(address.toString());
}
