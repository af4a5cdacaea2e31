/** A program that starts a proxy, says where, and waits to be killed. */
import { startProxy } from '../../../src/drill/proxies/start-proxy.ts';

const [, , listen = '', upstream = ''] = process.argv;
const proxy = await startProxy({ name: 'web', kind: 'tcp', listen, upstream });
console.log(JSON.stringify({ control: proxy.control, process: proxy.process }));
setInterval(() => {}, 60_000);
