"""Sends metrics to the MLflow tracking service of the run, through its REST API.

Outside a run, or when the service stays away, the metric is printed instead: a metric never fails a step.
"""

import http.client
import json
import os
import time
import urllib.error
import urllib.request

# Seconds that one process waits in all for a service that is being restarted.
patience = 20.0

BUSY = (429, 502, 503, 504)


def log_metric(name, value, iteration=0):
    """Reports one number; `iteration` orders the values of one metric (an epoch, for example)."""
    service, run = _service(), os.environ.get("MLFLOW_RUN_ID")
    if not service or not run:
        print("metric %s = %.4f (iteration %d)" % (name, value, iteration))
        return
    metric = {"run_id": run, "key": name, "value": value, "timestamp": int(time.time() * 1000), "step": iteration}
    problem = _deliver(service, metric)
    if problem:
        print("metric %s = %.4f (iteration %d), not recorded: %s" % (name, value, iteration, problem))


def _service():
    """The address of the service, or None. Azure writes it with its own scheme, behind which is plain https."""
    address = os.environ.get("MLFLOW_TRACKING_URI", "").rstrip("/")
    if address.startswith("azureml://"):
        address = "https://" + address[len("azureml://"):]
    return address if address.startswith(("http://", "https://")) else None


def _deliver(service, metric):
    """Tries until the metric is taken, refused, or the patience is used up. Returns the problem, if any is left."""
    global patience
    pause = 0.1
    while True:
        started = time.monotonic()
        try:
            _post(service, metric)
            return None
        except urllib.error.HTTPError as error:
            problem, worth_waiting = "the service answered %d" % error.code, error.code in BUSY
        except (OSError, http.client.HTTPException, ValueError) as error:
            cause = getattr(error, "reason", error)
            problem, worth_waiting = str(cause), isinstance(cause, ConnectionError)
        if not worth_waiting or patience <= 0:
            patience -= time.monotonic() - started
            return problem
        print("The tracking service is not there yet (%s); trying again." % problem)
        time.sleep(pause)
        patience -= time.monotonic() - started
        pause = min(2 * pause, 1.0)


def _post(service, metric):
    headers = {"Content-Type": "application/json"}
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    if token:
        headers["Authorization"] = "Bearer " + token
    request = urllib.request.Request(
        service + "/api/2.0/mlflow/runs/log-metric", json.dumps(metric).encode(), headers, method="POST"
    )
    # A proxy set for the outside world cannot reach a service on this machine.
    local = request.host.startswith(("127.0.0.1", "localhost"))
    proxies = urllib.request.ProxyHandler({} if local else None)
    with urllib.request.build_opener(proxies).open(request, timeout=5) as answer:
        answer.read()
