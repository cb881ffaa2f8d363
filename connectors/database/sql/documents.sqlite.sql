-- name: files of document
(SELECT json_group_array(json_object('name', f.name, 'mediaType', f.media_type, 'digest', f.digest, 'size', f.size))
 FROM (SELECT * FROM balalyk_file WHERE sequence = d.sequence ORDER BY position) f)
