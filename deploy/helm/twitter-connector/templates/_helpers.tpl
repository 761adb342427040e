{{- define "twitter-connector.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* The release with the chart's name, once: cx-channels-twitter-connector, ef-twitter-connector. */}}
{{- define "twitter-connector.fullname" -}}
{{- $name := include "twitter-connector.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "twitter-connector.service" -}}
{{ include "twitter-connector.fullname" . }}-svc
{{- end -}}

{{- define "twitter-connector.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "twitter-connector.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "twitter-connector.selector" -}}
app.kubernetes.io/name: {{ include "twitter-connector.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "twitter-connector.labels" -}}
{{ include "twitter-connector.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* A digest says which image it is, so that a tag beside it would say nothing. */}}
{{- define "twitter-connector.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Numbers of a file of values have a fraction for Helm, and large ones would get an exponent. */}}
{{- define "twitter-connector.variable" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}
{{- int64 . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* preStop, the orderly shutdown, and some time to spare. */}}
{{- define "twitter-connector.graceSeconds" -}}
{{- $shutdownMs := int (default 30000 .Values.env.SHUTDOWN_MS) -}}
{{ add .Values.preStopSeconds (div (add $shutdownMs 999) 1000) 10 }}
{{- end -}}

{{/* Only accounts: not register-and-subscribe, which lies beside them. */}}
{{- define "twitter-connector.publicPath" -}}
/twitter-connector/webhook/twitter/[0-9]+$
{{- end -}}
