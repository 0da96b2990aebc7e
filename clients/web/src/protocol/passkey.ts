/** Passkeys: what the server asks, handed to the device, and what the device answers. Nothing of it stays here. */

import type { Http, SignedIn } from './http';

type Spoken = { options: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON };

/** Whether this browser speaks of passkeys in the forms that the server speaks. */
export const speaksPasskeys = 'PublicKeyCredential' in globalThis && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** The person closed the device's question, or let it pass. Nothing happened. */
export class NotGiven extends Error {}

export async function addPasskey(http: Http): Promise<void> {
  const { options } = await http.send<Spoken>('POST', '/v1/me/passkey-offers');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await given(navigator.credentials.create({ publicKey }));
  await http.send('POST', '/v1/me/passkeys', { body: { credential } });
}

export async function signInByPasskey(http: Http): Promise<SignedIn> {
  return http.open<SignedIn>('/v1/passkey-sign-ins', { credential: await answer(http) });
}

export async function confirmByPasskey(http: Http): Promise<void> {
  await http.send('POST', '/v1/passkey-reauthentications', { body: { credential: await answer(http) } });
}

async function answer(http: Http): Promise<unknown> {
  const { options } = await http.open<Spoken>('/v1/passkey-challenges');
  return given(navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }));
}

async function given(asked: Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await asked;
    if (credential) return (credential as PublicKeyCredential).toJSON();
  } catch (failure) {
    if (!(failure instanceof DOMException)) throw failure;
  }
  throw new NotGiven();
}
