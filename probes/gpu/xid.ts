/**
 * What an XID error calls for:
 * - `application`: a program on the GPU failed, or was stopped because of another error;
 * - `reset`: the card must be reset;
 * - `reboot`: the machine around it must be started anew;
 * - `hardware`: somebody must look at the card, its power, its links or its software;
 * - `information`: nothing by itself.
 */
export type XidClass = 'application' | 'reset' | 'reboot' | 'hardware' | 'information';

export interface Xid {
  readonly code: number;
  readonly class: XidClass;
  /** What happened, in a few words. */
  readonly meaning: string;
  /** What to do first. */
  readonly action: string;
}

type Row = readonly [codes: readonly number[], xidClass: XidClass, meaning: string, action: string];

const restart = 'restart the program';
const reset = 'reset the GPU';
const nothing = 'nothing now; watch whether it comes again';
const vendor = "ask the machine's vendor";
const nvlink = 'check the NVLink connections, then reset the GPU';

/** The published codes in our own words. Codes that no driver sends today are `reserved`. */
const rows: readonly Row[] = [
  [[13], 'application', 'a program did something illegal on the GPU', restart],
  [[31], 'application', 'a program used GPU memory that it does not own', restart],
  [[43], 'application', 'the GPU stopped the work of a program', 'look for the error before it'],
  [[45], 'application', 'the work of a program was cleared away', 'look for the error before it'],
  [[8], 'application', 'the work of a program got stuck', restart],
  [[11, 25, 32, 80], 'application', 'a program sent broken commands to the GPU', restart],
  [[69], 'application', 'a program used an operation that the GPU does not have', restart],
  [[39, 40, 41, 70, 71, 72, 75, 76, 77, 85], 'application', 'a copy on the GPU failed', restart],
  [
    [126, 127, 128, 129, 130, 131, 132, 133, 134, 135],
    'application',
    'a copy on the GPU failed',
    restart,
  ],
  [[60], 'application', 'the video processor failed', restart],
  [[68, 83, 84, 88, 89, 96, 97, 98], 'application', 'a video decoder failed', restart],
  [
    [82, 99, 100, 101, 102, 103, 104, 105],
    'application',
    'an image decoder (JPEG) failed',
    restart,
  ],
  [[86, 139], 'application', 'the optical flow unit failed', restart],
  [[94], 'application', 'a memory error hit one program and was contained', restart],

  [[46], 'reset', 'the GPU stopped answering the driver', reset],
  [[48, 171, 172], 'reset', 'memory bits flipped that cannot be corrected', reset],
  [[62], 'reset', "the GPU's controller stopped", reset],
  [[64], 'reset', 'a bad memory row could not be replaced', reset],
  [[74, 144, 145, 146, 147, 148, 149, 150], 'reset', 'an NVLink connection failed', nvlink],
  [[95], 'reset', 'a memory error was not contained: all programs are hit', reset],
  [[109], 'reset', 'the GPU could not switch between programs', reset],
  [[110], 'reset', 'a security violation on the GPU', reset],
  [[119, 120], 'reset', "the GPU's system processor (GSP) does not answer", reset],
  [[136], 'reset', 'a link could not be set up', reset],
  [[140], 'reset', 'a memory error could not be recovered', reset],
  [[143], 'reset', 'the GPU could not be started', reset],
  [[151], 'reboot', 'the encryption keys could not be renewed', 'restart the virtual machine'],
  [[155], 'reset', 'an NVLink connection failed in software', reset],
  [[156], 'reset', 'a defective part of the GPU was retired', reset],
  [[158], 'reset', 'the GPU hangs for good', reset],

  [
    [54],
    'hardware',
    'the power cable of the card is missing',
    'check the power cables of the card',
  ],
  [[78], 'hardware', 'a virtual GPU could not be started', 'update driver and hypervisor together'],
  [[79], 'reboot', 'the GPU has fallen off the bus', 'power-cycle the machine'],
  [[142], 'hardware', 'a video encoder failed', vendor],
  [[159], 'hardware', 'a transfer between processor and GPU failed', vendor],
  [[166, 170], 'hardware', 'an encrypted NVLink connection failed', vendor],
  [[167], 'hardware', 'a PCIe transfer never ended', vendor],
  [[168], 'hardware', 'the GPU runs with less memory: a protected part is bad', vendor],
  [[169], 'hardware', "the GPU's security processor stopped", vendor],

  [[63], 'information', 'a bad memory row was replaced', 'reset the GPU at the next pause'],
  [[92], 'information', 'many memory errors were corrected', nothing],
  [[93], 'information', 'the memory of the card for its own records wears out', nothing],
  [[154], 'information', 'the driver names what the GPU needs', 'read the recovery action'],
  [[37, 38], 'information', 'the firmware for graphics reported an error', nothing],
  [[44], 'information', 'graphics failed while programs were switched', nothing],
  [[66, 67], 'information', 'the driver was refused access to a register', nothing],
  [[108, 137], 'information', 'an NVLink partner refused an access', nothing],
  [[121], 'information', 'an error on the link between processor and GPU was corrected', nothing],
  [[141, 152, 153], 'information', 'a path inside the GPU reported an error', nothing],
  [[157], 'information', 'a defective part of the GPU could not be retired', nothing],
  [[160, 161], 'information', 'a channel of the memory was retired', nothing],
  [[162, 163, 164, 165], 'information', 'the power smoothing changed its state', nothing],
  [[14, 106, 107], 'information', 'a test message', nothing],
];

const known: ReadonlyMap<number, Xid> = new Map(
  rows.flatMap(([codes, xidClass, meaning, action]) =>
    codes.map((code) => [code, { code, class: xidClass, meaning, action }] as const),
  ),
);

/** The highest code that has been published. */
const HIGHEST_CODE = 172;

/** Never fails: an unpublished code is `hardware`, because nobody could say that it is harmless. */
export function xid(code: number): Xid {
  const meaning =
    code <= HIGHEST_CODE ? 'a reserved error code' : 'an error code not published yet';
  return known.get(code) ?? { code, class: 'hardware', meaning, action: vendor };
}
