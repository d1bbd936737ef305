import { expect, it } from 'vitest';
import { LeopardError } from '../../src/lib/errors.js';
import { isPublicAddress } from '../../src/services/collection/sources/addresses.js';
import { fetcher, png, pretendInternet, startServer } from './support.js';

/** Names and what they resolve to, each time they are asked for (the last answer stays). */
const NAMES: Record<string, string[][]> = {
  'public.test': [['93.184.215.14']],
  'public6.test': [['2606:2800:21f:cb07:6820:80da:af6b:8b2c']],
  'both.test': [['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '93.184.215.14']],
  'loopback.test': [['127.0.0.1']],
  'loopback6.test': [['::1']],
  'mapped.test': [['::ffff:10.0.0.1']],
  'metadata.test': [['169.254.169.254']],
  'scoped.test': [['fe80::1%eth0']],
  'mixed.test': [['93.184.215.14', '10.0.0.1']],
  'rebinding.test': [['93.184.215.14'], ['127.0.0.1']],
  'nothing.test': [[]],
  'xn--bcher-kva.test': [['192.168.1.1']],
  localhost: [['127.0.0.1', '::1']],
};

function resolver() {
  const times = new Map<string, number>();
  return async (host: string): Promise<readonly string[]> => {
    const answers = NAMES[host.replace(/\.$/, '')];
    if (!answers) throw new Error(`ENOTFOUND ${host}`);
    const time = times.get(host) ?? 0;
    times.set(host, time + 1);
    return answers[Math.min(time, answers.length - 1)] ?? [];
  };
}

const REFUSED = [
  // Loopback, in every way of writing it that a URL parser understands.
  'http://127.0.0.1/a.png',
  'http://127.0.0.1./a.png',
  'http://127.1/a.png',
  'http://127.0.1/a.png',
  'http://2130706433/a.png',
  'http://017700000001/a.png',
  'http://0x7f000001/a.png',
  'http://0x7f.0.0.1/a.png',
  'http://0177.0.0.1/a.png',
  'http://0x7f.1/a.png',
  'http://127.255.255.254/a.png',
  'http://%31%32%37.0.0.1/a.png',
  'http://127。0。0。1/a.png',
  'http://①②⑦.⓪.⓪.①/a.png',
  'https://127.0.0.1/a.png',
  'http://localhost/a.png',
  'http://LOCALHOST./a.png',
  'http:\\\\127.0.0.1\\a.png',
  'http:127.0.0.1/a.png',
  // This network, private networks, carrier-grade NAT, link-local and cloud metadata.
  'http://0.0.0.0/a.png',
  'http://0/a.png',
  'http://10.0.0.1/a.png',
  'http://10.1/a.png',
  'http://100.64.0.1/a.png',
  'http://100.100.100.200/latest/meta-data',
  'http://169.254.169.254/latest/meta-data',
  'http://0xa9fea9fe/latest/meta-data',
  'http://2852039166/latest/meta-data',
  'http://168.63.129.16/machine',
  'http://172.16.0.1/a.png',
  'http://172.31.255.255/a.png',
  'http://192.168.0.1/a.png',
  'http://0300.0250.0.1/a.png',
  // Special purposes (IANA registry).
  'http://192.0.0.192/a.png',
  'http://192.0.2.1/a.png',
  'http://192.88.99.1/a.png',
  'http://198.18.0.1/a.png',
  'http://198.51.100.1/a.png',
  'http://203.0.113.1/a.png',
  'http://224.0.0.1/a.png',
  'http://240.0.0.1/a.png',
  'http://255.255.255.255/a.png',
  // IPv6: loopback, unspecified, link-local, unique local, site-local, multicast, documentation, discard.
  'http://[::1]/a.png',
  'http://[0:0:0:0:0:0:0:1]/a.png',
  'http://[::]/a.png',
  'http://[fe80::1]/a.png',
  'http://[fd00:ec2::254]/latest/meta-data',
  'http://[fc00::1]/a.png',
  'http://[fec0::1]/a.png',
  'http://[ff02::1]/a.png',
  'http://[2001:db8::1]/a.png',
  'http://[3fff::1]/a.png',
  'http://[100::1]/a.png',
  'http://[5f00::1]/a.png',
  'http://[4000::1]/a.png',
  // IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo.
  'http://[::ffff:127.0.0.1]/a.png',
  'http://[::ffff:7f00:1]/a.png',
  'http://[::ffff:169.254.169.254]/a.png',
  'http://[::127.0.0.1]/a.png',
  'http://[::ffff:0:127.0.0.1]/a.png',
  'http://[64:ff9b::127.0.0.1]/a.png',
  'http://[64:ff9b::10.0.0.1]/a.png',
  'http://[64:ff9b:1::1]/a.png',
  'http://[2002:7f00:1::]/a.png',
  'http://[2002:a00:1::1]/a.png',
  'http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/a.png',
  // Names.
  'http://loopback.test/a.png',
  'http://loopback6.test/a.png',
  'http://mapped.test/a.png',
  'http://metadata.test/a.png',
  'http://scoped.test/a.png',
  'http://mixed.test/a.png',
  'http://bücher.test/a.png',
  // No http(s), no plain address.
  'ftp://public.test/a.png',
  'file:///etc/passwd',
  'gopher://public.test/a.png',
  'data:image/png;base64,iVBORw0KGgo=',
  'javascript:alert(1)',
  'blob:http://public.test/a',
  '//public.test/a.png',
  'public.test/a.png',
  'http://',
  'http://[::1',
  'http://1.2.3.4.5/a.png',
  'http://256.0.0.1/a.png',
  'http://user:password@public.test/a.png',
  'http://public.test@127.0.0.1/a.png',
  'http://public.test:22/a.png',
  'http://public.test:6379/a.png',
];

/** Where a public server sends the fetcher. */
const REDIRECTED = [
  'http://127.0.0.1/a.png',
  'http://2130706433/a.png',
  'http://[::1]/a.png',
  'http://[::ffff:7f00:1]/a.png',
  'http://169.254.169.254/latest/meta-data',
  'http://loopback.test/a.png',
  'http://mixed.test/a.png',
  '//127.0.0.1/a.png',
  '//[fd00::1]/a.png',
  'file:///etc/passwd',
  'ftp://public.test/a.png',
  'data:image/png;base64,iVBORw0KGgo=',
  'http://user:password@public.test/a.png',
  'http://public.test:22/',
];

const ALLOWED = [
  'http://public.test/a.png',
  'http://PUBLIC.test./a.png',
  'http://public6.test/a.png',
  'http://both.test/a.png',
  'http://93.184.215.14/a.png',
  'http://1572395790/a.png',
  'http://0x5db8d70e/a.png',
  'http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/a.png',
  'http://[::ffff:93.184.215.14]/a.png',
  'http://[64:ff9b::93.184.215.14]/a.png',
  'http://public.test:80/a.png',
];

it('covers at least 60 forms', () => {
  expect(REFUSED.length + REDIRECTED.length).toBeGreaterThanOrEqual(60);
});

it.each(REFUSED)('never connects for %s', async (url) => {
  const server = await startServer((_request, response) => response.end(png()));
  const internet = pretendInternet(server.port);
  const { fetchPicture } = fetcher({ resolve: resolver(), dial: internet.dial });
  await expect(fetchPicture(url)).rejects.toMatchObject({
    code: 'URL_NOT_ALLOWED',
  });
  expect(internet.dialled).toEqual([]);
  expect(server.asked).toEqual([]);
});

it.each(REDIRECTED)('never follows a redirect to %s', async (location) => {
  const server = await startServer((_request, response) => response.writeHead(302, { location }).end());
  const internet = pretendInternet(server.port);
  const { fetchPicture } = fetcher({ resolve: resolver(), dial: internet.dial });
  await expect(fetchPicture('http://public.test/a.png')).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
  expect(internet.dialled).toEqual(['93.184.215.14']);
  expect(server.asked).toHaveLength(1);
});

it.each(ALLOWED)('connects for %s, to public addresses only', async (url) => {
  const server = await startServer((_request, response) => response.end(png()));
  const internet = pretendInternet(server.port);
  const { fetchPicture } = fetcher({ resolve: resolver(), dial: internet.dial });
  await expect(fetchPicture(url)).resolves.toMatchObject({ mimeType: 'image/png', fileName: 'a.png' });
  expect(internet.dialled.length).toBeGreaterThan(0);
  expect(internet.dialled.filter((address) => !isPublicAddress(address))).toEqual([]);
});

it('refuses an address that is longer than any real one', async () => {
  const { fetchPicture } = fetcher({ resolve: resolver(), dial: pretendInternet(1).dial });
  await expect(fetchPicture(`http://public.test/${'a'.repeat(5000)}`)).rejects.toMatchObject({
    code: 'URL_NOT_ALLOWED',
  });
});

it('dials the address that was checked, not what the name says a moment later', async () => {
  const server = await startServer((_request, response) =>
    response.writeHead(302, { location: 'http://rebinding.test/again.png', connection: 'close' }).end(),
  );
  const internet = pretendInternet(server.port);
  const { fetchPicture } = fetcher({ resolve: resolver(), dial: internet.dial });
  // The first answer of this name is public and is dialled as it is; the second is loopback and is refused.
  await expect(fetchPicture('http://rebinding.test/a.png')).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
  expect(internet.dialled).toEqual(['93.184.215.14']);
});

it('says nothing to a peer that turns out to be private', async () => {
  const server = await startServer((_request, response) => response.end(png()));
  const internet = pretendInternet(server.port, '::ffff:10.0.0.1');
  const { fetchPicture } = fetcher({ resolve: resolver(), dial: internet.dial });
  await expect(fetchPicture('http://public.test/a.png')).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
  expect(server.asked).toEqual([]);
  expect(internet.sockets.every((socket) => socket.destroyed)).toBe(true);
});

it('does not tell a client which private address was found', async () => {
  const { fetchPicture } = fetcher({ resolve: resolver(), dial: pretendInternet(1).dial });
  const error = await fetchPicture('http://metadata.test/a.png').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LeopardError);
  expect(String(error)).not.toContain('169.254');
});
