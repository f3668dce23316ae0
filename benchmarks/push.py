#!/usr/bin/env python3
"""Restores a backup as an SDK would: one process, one connection, the manifest first, then files one after the other.

  push.py URL TOKEN BUNDLE FOLDER TARGET

FOLDER is what backup.sh left for BUNDLE. Prints the seconds from the first PUT to the end of the bundle."""
import http.client, json, os, sys, time, urllib.parse

url, token, bundle, folder, target = sys.argv[1:]
connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, blocksize=1 << 20)


def call(method, path, body=None, headers=None, most=299):
    """The answer's body, parsed."""
    headers = {'Authorization': 'Bearer ' + token, 'Content-Type': 'application/json'} | (headers or {})
    connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status > most:
        sys.exit(f'{method} {path}: {answer.status} {text.decode()}')
    return json.loads(text) if text else None


def put(path, name):
    with open(os.path.join(folder, name), 'rb') as file:
        call('PUT', path, file, {'Content-Type': 'application/octet-stream',
                                 'Content-Length': str(os.fstat(file.fileno()).st_size)})


with open(os.path.join(folder, 'capabilities.json')) as file:
    capabilities = json.load(file)
session = '/api/v1/sessions/' + call('POST', '/api/v1/sessions', {
    'type': 'restore', 'remoteCapabilities': capabilities,
    'bundles': [{'bundleName': bundle, 'restoreTo': target}]})['sessionId']
task = session + '/bundles/' + bundle
begun = time.monotonic()
put(task + '/uploads/manage.json/manifest', 'manage.json.manifest')
sent = time.monotonic()
published = {}
while published.get('bundleName') is None:
    published = call('POST', task + '/publish', {}, most=409)
    for missing in published.get('missing', []):
        put(task + '/uploads/' + missing['uri'], missing['uri'])
        sent = time.monotonic()
view = call('GET', task)
while view['state'] != 'ended' and time.monotonic() < begun + 600:
    call('GET', task + '/report?wait=30')
    view = call('GET', task)
print('%.2f' % (time.monotonic() - begun))
print('%.2f s of it to send' % (sent - begun), file=sys.stderr)
call('DELETE', session)
if view.get('outcome') != 'completed':
    sys.exit(f'the restore was not completed: {view}')
