/** An answer of the control API that is no success: Toxiproxy's `{ error, status }`. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const proxyNotFound = (): ControlError => new ControlError(404, 'proxy not found');
export const toxicNotFound = (): ControlError => new ControlError(404, 'toxic not found');
export const badBody = (why: string): ControlError =>
  new ControlError(400, `bad request body: ${why}`);
