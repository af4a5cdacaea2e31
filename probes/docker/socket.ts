export { socketPath } from '../../src/vantage/docker/socket.ts';
