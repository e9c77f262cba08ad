-- wrk's own percentiles, one JSON line: its printed summary has no p95.
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\n{"requests":%d,"seconds":%f,"p50":%f,"p95":%f,"p99":%f,"errors":%d}\n', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
