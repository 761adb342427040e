{{/* What the schema of the values cannot say. */}}
{{- define "twitter-connector.refusals" -}}
{{- if ne .Values.service.type "ClusterIP" -}}
{{- fail (printf "service.type %s would open all of port 8080, and the metrics, to whoever reaches the balancer. Leave it ClusterIP and let a gateway lead to the service, with ingress.enabled or httpRoute.enabled: it lets through the webhooks of accounts and nothing else." .Values.service.type) -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail (printf "autoscaling.minReplicas (%d) is more than autoscaling.maxReplicas (%d). Raise the one or lower the other." (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- $lease := int64 (default 30000 .Values.env.LEASE_MS) -}}
{{- range $name, $standard := dict "CCM_TIMEOUT_MS" 5000 "TWITTER_TIMEOUT_MS" 10000 -}}
{{- $timeout := int64 (default $standard (get $.Values.env $name)) -}}
{{- if lt $lease (mul 2 $timeout) -}}
{{- fail (printf "env.LEASE_MS (%d) must be at least twice env.%s (%d). Raise the one or lower the other." $lease $name $timeout) -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := .Values.env -}}
{{- if regexMatch "^OTEL_EXPORTER_OTLP_([A-Z]+_)?HEADERS$" $name -}}
{{- fail (printf "env.%s would put a token where everybody sees it who may see the pod. Put it into the Secret of secrets.name under this name, and the name into secrets.keys." $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
